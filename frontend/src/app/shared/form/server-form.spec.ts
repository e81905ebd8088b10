import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { required, submit } from '@angular/forms/signals';

import { ApiProblem } from '../../core/http/problem';
import { serverForm } from './server-form';

function build(send: (value: { nombre: string; email: string }) => Promise<void>) {
  const problem = signal<ApiProblem | null>(null);
  const model = signal({ nombre: 'Ana', email: 'ana@demo.com' });
  const form = TestBed.runInInjectionContext(() =>
    serverForm(
      model,
      (path) => {
        required(path.nombre);
      },
      problem,
      send,
      { email_taken: 'email' },
    ),
  );
  return { form, model, problem };
}

describe('serverForm', () => {
  it('sends what was typed', async () => {
    const send = vi.fn(() => Promise.resolve());
    const { form } = build(send);
    expect(await submit(form)).toBe(true);
    expect(send).toHaveBeenCalledWith({ nombre: 'Ana', email: 'ana@demo.com' });
  });

  it('does not send while a rule is broken', async () => {
    const send = vi.fn(() => Promise.resolve());
    const { form, model } = build(send);
    model.set({ nombre: '', email: '' });
    expect(await submit(form)).toBe(false);
    expect(send).not.toHaveBeenCalled();
  });

  it('puts errors of the server at their fields and keeps what was typed', async () => {
    const refusal = new ApiProblem(422, 'validation_error', 'Revisá.', { email: ['Ya está en uso.'] });
    const { form, problem } = build(() => Promise.reject(refusal));
    expect(await submit(form)).toBe(false);
    expect(form.email().errors()[0]?.message).toBe('Ya está en uso.');
    expect(problem()).toBeNull();
    expect(form().value()).toEqual({ nombre: 'Ana', email: 'ana@demo.com' });
  });

  it('shows above the form what belongs to no field', async () => {
    const refusal = new ApiProblem(422, 'validation_error', 'Revisá.', { email: ['Mal.'], otp_method: ['Mal.'] });
    const { form, problem } = build(() => Promise.reject(refusal));
    await submit(form);
    expect(form.email().errors()).toHaveLength(1);
    expect(problem()).toBe(refusal);
  });

  it('puts a refusal that speaks of one field there, though it names none', async () => {
    const { form, problem } = build(() => Promise.reject(new ApiProblem(409, 'email_taken', 'Ya hay una cuenta.')));
    await submit(form);
    expect(form.email().errors()[0]?.message).toBe('Ya hay una cuenta.');
    expect(problem()).toBeNull();
  });

  it('forgets an old refusal when it sends again', async () => {
    let isRefused = true;
    const { form, problem } = build(() =>
      isRefused ? Promise.reject(new ApiProblem(409, 'company_inactive', 'Está desactivada.')) : Promise.resolve(),
    );
    await submit(form);
    expect(problem()?.code).toBe('company_inactive');
    isRefused = false;
    expect(await submit(form)).toBe(true);
    expect(problem()).toBeNull();
  });
});
