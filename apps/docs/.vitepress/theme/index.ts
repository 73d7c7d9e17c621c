import DefaultTheme from 'vitepress/theme'

import './home.css'
import './pictures.css'
import './tables.css'

export default DefaultTheme
