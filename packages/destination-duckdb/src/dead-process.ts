/** Whether what a name ends with begins with the number of a process that is gone. */
export function isOfDeadProcess(nameEnd: string): boolean {
  const pid = Number.parseInt(nameEnd, 10)
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
