/** Whether a process of this machine is there, zombies included. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: it has ended.
    return false;
  }
}

/** Kills one process at once (SIGKILL); says whether there was one. Only for processes that we started. */
export function killProcess(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    // ESRCH: it has ended already.
    return false;
  }
}
