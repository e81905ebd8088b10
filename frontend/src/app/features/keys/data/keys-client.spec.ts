import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { KeysClient } from './keys-client';

describe('the routes of API keys', () => {
  const askFor = async (isOwn: boolean) => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const keys = TestBed.inject(KeysClient).of(isOwn);
    const secret = keys.create({ nombre: 'Caja', scopes: ['ventas'] }, 'k1');
    const sent = await vi.waitFor(() => TestBed.inject(HttpTestingController).expectOne({ method: 'POST' }));
    sent.flush({ api_key_plana: 'mk_secreta' });
    return [sent.request.url, sent.request.headers.get('Idempotency-Key'), await secret];
  };

  it('are those of the own company for an owner', async () => {
    expect(await askFor(true)).toEqual(['/account/api-keys', 'k1', 'mk_secreta']);
  });

  it('are those of all companies for an operator', async () => {
    expect(await askFor(false)).toEqual(['/admin/api-keys', 'k1', 'mk_secreta']);
  });
});
