import { drawCharts } from './draw-charts.ts'
import { writeReport } from './report-file.ts'
import { reportPage } from './report-page.ts'
import type { RunReport } from './run-report.ts'

/**
 * Draws a report and writes it. What draws is loaded only for that.
 * @throws IngestError `REPORT_FAILED`
 */
export async function makeReport(report: RunReport, path: string): Promise<void> {
  await writeReport(path, reportPage(report, drawCharts(report.timeline)))
}
