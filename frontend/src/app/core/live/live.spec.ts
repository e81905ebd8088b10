import { DestroyRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';

import { LiveReader } from './live';

describe('LiveReader', () => {
  let read: ReturnType<typeof vi.fn<() => Promise<number>>>;
  const follow = (isFinal?: (value: number) => boolean) =>
    TestBed.inject(LiveReader).follow({ read, everyMs: 1000, isFinal }, TestBed.inject(DestroyRef));

  beforeEach(() => {
    vi.useFakeTimers();
    read = vi.fn<() => Promise<number>>().mockResolvedValue(1);
  });

  afterEach(() => vi.useRealTimers());

  it('reads at once and again after each pause', async () => {
    const live = follow();
    await vi.advanceTimersByTimeAsync(0);
    expect(live.value()).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('stops at a final value', async () => {
    follow((value) => value === 1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('keeps the last value and its age while reads fail, and slows down', async () => {
    const live = follow();
    await vi.advanceTimersByTimeAsync(0);
    const readAt = live.readAt();
    read.mockRejectedValue(new Error('down'));
    await vi.advanceTimersByTimeAsync(7000);
    expect(live.value()).toBe(1);
    expect(live.readAt()).toBe(readAt);
    expect(live.problem()).not.toBeNull();
    // After 1 s, then after pauses of 2 s and 4 s.
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('forgets the failure with the next good read', async () => {
    read.mockRejectedValueOnce(new Error('down'));
    const live = follow();
    await vi.advanceTimersByTimeAsync(0);
    expect(live.problem()).not.toBeNull();
    await vi.advanceTimersByTimeAsync(2000);
    expect(live.problem()).toBeNull();
  });

  it('reads no more once stopped', async () => {
    const live = follow();
    await vi.advanceTimersByTimeAsync(0);
    live.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(read).toHaveBeenCalledTimes(1);
  });
});
