const LEASE_KEY = 'mostrador.refresh-lease';
const LEASE_MS = 8_000;
const PAUSE_MS = 60;

/**
 * Runs `work` while no other tab of this browser runs work of the same name.
 *
 * Uses the Web Locks API; on addresses without it (plain http in a local network) a lease in localStorage,
 * which ends by itself after 8 s so that a closed tab blocks nobody.
 */
export async function withTabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (locks) {
    return (await locks.request(name, work));
  }
  const owner = `${performance.now().toString(36)}-${Math.random().toString(36)}`;
  await takeLease(owner);
  try {
    return await work();
  } finally {
    releaseLease(owner);
  }
}

async function takeLease(owner: string): Promise<void> {
  for (;;) {
    const [holder, until] = (localStorage.getItem(LEASE_KEY) ?? '|0').split('|');
    if (holder === owner) {
      return;
    }
    if (Number(until) < Date.now()) {
      localStorage.setItem(LEASE_KEY, `${owner}|${Date.now() + LEASE_MS}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function releaseLease(owner: string): void {
  if (localStorage.getItem(LEASE_KEY)?.startsWith(`${owner}|`)) {
    localStorage.removeItem(LEASE_KEY);
  }
}
