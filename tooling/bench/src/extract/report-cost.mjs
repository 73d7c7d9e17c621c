import { writeSync } from 'node:fs'

// Imported before a program, so that the program itself says on descriptor 3 how much memory it had at most, in KiB, and its
// seconds of processor time: asked from outside, the last moments would be missed.
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  writeSync(3, `${maxRSS} ${(userCPUTime + systemCPUTime) / 1e6}`)
})
