import { attentionOf } from './attention';
import { busyHours, compare } from './comparison';

const day = (totals: Record<number, number>) =>
  Array.from({ length: 24 }, (_, hour) => ({ hour, count: totals[hour] ? 1 : 0, total: totals[hour] ?? 0 }));
const NOW = Date.parse('2026-11-20T12:00:00Z');
const FACTS = { charges: [], points: [], connections: null, now: NOW, money: (amount: number) => `$ ${amount}` };

describe('today against the same weekday', () => {
  it('compares both days up to the running hour only', () => {
    const before = day({ 10: 100, 18: 900 });
    expect(compare(day({ 10: 150 }), before, 12)).toEqual({ kind: 'more', percent: 50 });
    expect(compare(day({ 10: 150 }), before, 23)).toEqual({ kind: 'less', percent: 85 });
    expect(compare(day({ 10: 100 }), before, 12)).toEqual({ kind: 'same', percent: 0 });
  });

  it('makes no percentage out of nothing', () => {
    expect(compare(day({ 10: 150 }), day({ 18: 900 }), 12).kind).toBe('nothing');
  });

  it('draws at least a shop day, and every hour with sales', () => {
    expect(busyHours(day({}), day({}))).toEqual({ from: 9, to: 20 });
    expect(busyHours(day({ 3: 1 }), day({ 23: 1 }))).toEqual({ from: 3, to: 23 });
  });
});

describe('what needs a person', () => {
  it('puts money nobody is sure of first, and leaves fresh charges alone', () => {
    const items = attentionOf({
      ...FACTS,
      points: null,
      charges: [
        { id: 'fresh', amount: 1, status: 'PENDING', createdAt: '2026-11-20T11:59:00Z' },
        { id: 'old', amount: 2, status: 'PENDING', createdAt: '2026-11-20T11:50:00Z' },
        { id: 'unsure', amount: 3, status: 'UNDECIDED', createdAt: '2026-11-20T11:59:30Z' },
      ],
    });
    expect(items.map((item) => item.id)).toEqual(['unsure', 'old']);
    expect(items[0]?.path).toBe('/panel/cobrar/unsure');
  });

  it('says once that nothing is connected, or which connections are in trouble', () => {
    const states = (...list: ('none' | 'reauthorize' | 'expiring' | 'connected')[]) =>
      attentionOf({
        ...FACTS,
        points: null,
        connections: list.map((state, index) => ({ kind: `k${index}`, state })),
      }).map((item) => item.id);
    expect(states('none', 'none')).toEqual(['none']);
    expect(states('connected', 'none')).toEqual([]);
    expect(states('reauthorize', 'expiring')).toEqual(['k0', 'k1']);
  });

  it('names active points of sale without a device', () => {
    const point = (id: string, isActive: boolean, isLinked: boolean) => ({ id, name: id, isActive, isLinked });
    const points = [point('bare', true, false), point('off', false, false), point('ready', true, true)];
    expect(attentionOf({ ...FACTS, points }).map((item) => item.id)).toEqual(['bare']);
    expect(attentionOf(FACTS).map((item) => item.id)).toEqual(['points']);
    expect(attentionOf({ ...FACTS, points: null })).toEqual([]);
  });
});
