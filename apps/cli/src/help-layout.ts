import { Help, type AddHelpTextContext, type Command, type HelpConfiguration } from 'commander'

/** Help that is wider is hard to read, whatever the terminal. */
const widest = 80
/** Where less is left beside the flags, what they mean goes below them. */
const narrowestText = 24

/** Where help goes; `columns` of a terminal, undefined where it is none. */
export type HelpOutput = { readonly write: (text: string) => void; readonly columns: number | undefined }

export function helpWidth({ columns = widest }: HelpOutput): number {
  return Math.min(widest, columns === 0 ? widest : columns)
}

/** Lays help out so that no line is wider than the terminal, however narrow, and no word is broken. */
export const helpLayout: HelpConfiguration = {
  minWidthToWrap: 1,
  commandUsage: (command) => new Help().commandUsage(command).replace('[options]', '[flags]'),
  /** Choices stand in the description. */
  argumentDescription: ({ description }) => description,
  subcommandTerm: (command) => [command.name(), ...argumentsOf(command)].join(' '),
  formatItem(term, termWidth, description, helper) {
    const width = helper.helpWidth ?? widest
    if (width - termWidth - '  '.length * 2 >= narrowestText) {
      return Help.prototype.formatItem.call(helper, term, termWidth, description, helper)
    }
    const indent = ' '.repeat(6)
    return `  ${term}\n${indent}${helper.boxWrap(description, width - indent.length).replaceAll('\n', `\n${indent}`)}`
  },
}

/** Of each the words that belong together; where they do not fit in a line, they go on in the next. */
export type Examples = ReadonlyArray<readonly [string, ...string[]]>

/** What stands below the flags: a paragraph, which may be empty, and examples. */
export function helpEnd(paragraph: string, examples: Examples): (context: AddHelpTextContext) => string {
  return ({ command }) => {
    const width = command.configureOutput().getOutHelpWidth?.() ?? widest
    const laid = examples.map((words) => layExample(words, width))
    const wrapped = paragraph === '' ? '' : `\n${command.createHelp().boxWrap(paragraph, width)}\n`
    return `${wrapped}\nExamples:\n${laid.join('\n')}`
  }
}

function layExample([first, ...others]: readonly [string, ...string[]], width: number): string {
  const lines: string[] = []
  let line = `  ${first}`
  for (const words of others) {
    if (`${line} ${words} \\`.length <= width) {
      line += ` ${words}`
    } else {
      lines.push(line)
      line = `    ${words}`
    }
  }
  return [...lines, line].join(' \\\n')
}

function argumentsOf({ registeredArguments }: Command): readonly string[] {
  return registeredArguments.map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`))
}
