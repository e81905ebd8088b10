import { isPlanChange, nextCharge, payableUntil, periodPrice, renewalAmount } from './charges';
import { situationWords } from './situation-words';
import { type Row, allowedFor, isReplaced, standingOf } from './standing';

const PLAN = { id: 1, nombre: 'Básico', moneda: 'ARS', precio_mensual: 24990, precio_anual: 269892 };
const ZONE = 'America/Argentina/Buenos_Aires';
const row = (more: Partial<Row>) =>
  ({
    id: 1, estado: 'activa', plan_id: 1, plan: PLAN, periodo: 'mensual', anios: 1, fecha_inicio: '2026-03-01',
    fecha_fin: '2026-04-01', dias_restantes: 21, porcentaje_descuento: 0, saldo_a_favor: 0, renovacion_automatica: true,
    cancelar_al_vencer: false, forma_pago: 'transferencia', renueva_a: null, creado_por: 7,
    creado_en: '2026-03-11T15:00:00Z', ...more,
  }) as Row;

describe('where a company stands', () => {
  it('is told by the rows, whatever is over', () => {
    const rows = [row({ id: 3, estado: 'pendiente_pago' }), row({ id: 2 }), row({ id: 1, estado: 'inactiva' })];
    const { current, waiting, next, last } = standingOf(rows);
    expect([current?.id, waiting?.id, next, last]).toEqual([2, 3, null, null]);
  });

  it('falls back to the newest that is over', () => {
    expect(standingOf([row({ id: 2, estado: 'cancelada' }), row({ id: 1, estado: 'inactiva' })]).last?.id).toBe(2);
    expect(standingOf([]).last).toBeNull();
  });

  it('decides what may be done', () => {
    const allowed = (...rows: Row[]) => {
      const { renew, changePlan, settings, subscribe } = allowedFor(standingOf(rows));
      return [renew !== null, changePlan, settings, subscribe];
    };
    expect(allowed()).toEqual([false, false, false, true]);
    expect(allowed(row({}))).toEqual([true, true, true, false]);
    expect(allowed(row({ dias_restantes: 0 }))).toEqual([true, false, true, false]);
    expect(allowed(row({}), row({ id: 2, estado: 'programada' }))).toEqual([false, false, true, false]);
    expect(allowed(row({}), row({ id: 2, estado: 'pendiente_pago' }))).toEqual([false, false, true, false]);
    expect(allowed(row({ estado: 'suspendida' }))).toEqual([true, false, false, false]);
    expect(allowed(row({ estado: 'inactiva' }))).toEqual([true, false, false, true]);
  });

  it('is said in one sentence', () => {
    const say = (...rows: Row[]) => situationWords(standingOf(rows), (day) => day);
    expect(say()).toContain('Todavía no elegiste');
    expect(say(row({}))).toBe('Tu plan Básico está activo hasta el 2026-04-01 inclusive: quedan 21 días.');
    expect(say(row({ dias_restantes: 0 }))).toContain('hoy es el último día');
    expect(say(row({ cancelar_al_vencer: true }))).toContain('No se renueva');
    expect(say(row({ estado: 'suspendida' }))).toContain('suspendido');
    expect(say(row({ estado: 'pendiente_pago' }))).toContain('Falta el pago');
    expect(say(row({ estado: 'programada' }))).toContain('empieza el 2026-03-01');
    expect(say(row({ estado: 'inactiva' }))).toContain('terminó el 2026-04-01');
    expect(say(row({ estado: 'cancelada' }))).toContain('se canceló');
  });
});

describe('the next charge', () => {
  it('is the price of today on the last day, less discount and credit', () => {
    expect(nextCharge(standingOf([row({})]))).toEqual({ day: '2026-04-01', amount: 24990, currency: 'ARS', by: 'itself' });
    // Contract 20 §8: 33877.74 left over pay the next month whole.
    expect(nextCharge(standingOf([row({ saldo_a_favor: 33877.74 })]))?.amount).toBe(0);
    expect(nextCharge(standingOf([row({ porcentaje_descuento: 10 })]))?.amount).toBe(22491);
  });

  it('keeps the discount of one year only', () => {
    const charge = nextCharge(standingOf([row({ periodo: 'anual', anios: 3, porcentaje_descuento: 2 })]));
    expect(charge?.amount).toBe(269892);
  });

  it('comes by link when it is collected online', () => {
    expect(nextCharge(standingOf([row({ forma_pago: 'mercadopago' })]))?.by).toBe('link');
  });

  it('follows the renewal that is there already', () => {
    const next = row({ id: 2, estado: 'programada', fecha_fin: '2026-05-01' });
    expect(nextCharge(standingOf([next, row({})]))?.day).toBe('2026-05-01');
  });

  it('does not come when nothing renews itself', () => {
    const none = [row({ renovacion_automatica: false }), row({ cancelar_al_vencer: true }), row({ estado: 'suspendida' })];
    expect(none.map((one) => nextCharge(standingOf([one])))).toEqual([null, null, null]);
  });
});

describe('after a change of plan', () => {
  const change = row({ id: 2, renueva_a: 1, fecha_inicio: '2026-03-11', precio_periodo: 75000, precio_pagado: 50806.45, porcentaje_descuento: 10 });
  const old = row({ id: 1, estado: 'inactiva' });

  it('the price is that of a whole period, not of the days left', () => {
    expect(periodPrice(change)).toBe(67500);
  });

  it('the row before it did not run out: it was replaced', () => {
    expect(isReplaced(old, [change, old])).toBe(true);
    expect(isReplaced(old, [row({ id: 2, renueva_a: 1, fecha_inicio: '2026-04-01' }), old])).toBe(false);
    expect(isReplaced(old, [{ ...change, estado: 'cancelada' }, old])).toBe(false);
  });
});

describe('renewing by hand', () => {
  it('costs what the contract says', () => {
    expect(renewalAmount(row({}), 'mensual', 1)).toBe(24990);
    expect(renewalAmount(row({}), 'anual', 3)).toBe(793482.48);
    expect(renewalAmount(row({}), 'anual', 5)).toBe(1295481.6);
    expect(renewalAmount(row({ saldo_a_favor: 990 }), 'mensual', 1)).toBe(24000);
  });
});

describe('an unpaid subscription', () => {
  const old = row({ id: 1 });
  const until = (waiting: Row) => new Date(payableUntil(waiting, [waiting, old], ZONE)).toISOString();

  it('can be paid for 72 hours', () => {
    expect(until(row({ id: 2, estado: 'pendiente_pago' }))).toBe('2026-03-14T15:00:00.000Z');
    expect(until(row({ id: 2, estado: 'pendiente_pago', renueva_a: 1 }))).toBe('2026-03-14T15:00:00.000Z');
  });

  it('as a plan change until the end of its day', () => {
    const change = row({ id: 2, estado: 'pendiente_pago', renueva_a: 1, plan_id: 2 });
    expect(until(change)).toBe('2026-03-12T03:00:00.000Z');
    expect([isPlanChange(change, [change, old]), isPlanChange(old, [change, old])]).toEqual([true, false]);
  });

  it('as an automatic renewal until the end of the one before', () => {
    expect(until(row({ id: 2, estado: 'pendiente_pago', renueva_a: 1, creado_por: null }))).toBe('2026-04-02T03:00:00.000Z');
  });
});
