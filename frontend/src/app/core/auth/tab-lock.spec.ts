import { withTabLock } from './tab-lock';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('withTabLock', () => {
  beforeEach(() => localStorage.clear());

  it('lets one work at a time where the browser has no Web Locks', async () => {
    vi.stubGlobal('navigator', { locks: undefined });
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await pause(80);
      log.push(`${name} ends`);
    };
    await Promise.all([withTabLock('x', work('a')), withTabLock('x', work('b'))]);
    const [first, second] = log[0] === 'a begins' ? ['a', 'b'] : ['b', 'a'];
    expect(log).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
    vi.unstubAllGlobals();
  });

  it('frees the lease after a failure', async () => {
    vi.stubGlobal('navigator', { locks: undefined });
    await expect(withTabLock('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(withTabLock('x', () => Promise.resolve(1))).resolves.toBe(1);
    vi.unstubAllGlobals();
  });

  it('takes over the lease of a tab that was closed', async () => {
    vi.stubGlobal('navigator', { locks: undefined });
    localStorage.setItem('mostrador.refresh-lease', `gone|${Date.now() - 1}`);
    await expect(withTabLock('x', () => Promise.resolve(1))).resolves.toBe(1);
    vi.unstubAllGlobals();
  });
});
