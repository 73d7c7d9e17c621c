import type { RunView } from '../progress/run-view.ts'
import type { ReportRecorder } from './run-report.ts'

/** The view, with all that it is told recorded as well. */
export function recordView(view: RunView, recorder: ReportRecorder): RunView {
  return {
    report: (event) => {
      recorder.report(event)
      view.report(event)
    },
    note: (...notes) => {
      recorder.note(...notes)
      view.note(...notes)
    },
    tell: (line) => view.tell(line),
    warn: (text) => {
      recorder.warn(text)
      view.warn(text)
    },
    result: (result, location) => view.result(result, location),
    fail: (message, code) => {
      recorder.fail(message, code)
      view.fail(message, code)
    },
    settle: () => view.settle(),
  }
}
