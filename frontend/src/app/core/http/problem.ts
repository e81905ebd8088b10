import { HttpErrorResponse } from '@angular/common/http';

import { CORE_TEXTS } from '../texts';

/** The one error body of the API (RFC 9457 with our additions). */
interface ProblemBody {
  code?: unknown;
  detail?: unknown;
  message?: unknown;
  errors?: unknown;
}

/**
 * A refused or failed request, in the words to show.
 *
 * `status` 0 means that no answer arrived. `fieldErrors` maps wire field names to their texts.
 * `body` is the whole problem body, for facts such as `payment_url`.
 */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fieldErrors: Readonly<Record<string, readonly string[]>> = {},
    readonly requestId: string | null = null,
    readonly retryAfterSeconds: number | null = null,
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'ApiProblem';
  }

  /** Reads any HTTP failure; texts of the server are shown as they are, everything else gets our own words. */
  static from(failure: unknown): ApiProblem {
    if (failure instanceof ApiProblem) {
      return failure;
    }
    if (!(failure instanceof HttpErrorResponse)) {
      return new ApiProblem(0, 'client_error', CORE_TEXTS.unexpected);
    }
    const body = asRecord(failure.error);
    const problem = body as ProblemBody;
    const code = typeof problem.code === 'string' ? problem.code : codeOf(failure.status, body);
    return new ApiProblem(
      failure.status,
      code,
      textOf(problem) ?? wordsFor(failure.status, code),
      fieldErrorsOf(problem.errors),
      failure.headers.get('X-Request-Id'),
      secondsOf(failure.headers.get('Retry-After')),
      body,
    );
  }

  /** True when trying the same request again later may help. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value === 'string') {
    try {
      return asRecord(JSON.parse(value));
    } catch {
      return {};
    }
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function codeOf(status: number, body: Record<string, unknown>): string {
  const silentGateway = status === 504 && Object.keys(body).length === 0;
  return status === 0 || silentGateway ? 'network' : `http_${status}`;
}

function textOf(problem: ProblemBody): string | null {
  const text = problem.message ?? problem.detail;
  return typeof text === 'string' && text !== '' ? text : null;
}

function wordsFor(status: number, code: string): string {
  if (code === 'network') {
    return CORE_TEXTS.network;
  }
  if (status === 404) {
    return CORE_TEXTS.notFound;
  }
  if (status === 403) {
    return CORE_TEXTS.forbidden;
  }
  return status === 429 ? CORE_TEXTS.rateLimited : CORE_TEXTS.unexpected;
}

function fieldErrorsOf(errors: unknown): Record<string, string[]> {
  const read: Record<string, string[]> = {};
  for (const [field, texts] of Object.entries(asRecord(errors))) {
    const list: unknown[] = Array.isArray(texts) ? texts : [texts];
    read[field] = list.filter((text): text is string => typeof text === 'string');
  }
  return read;
}

function secondsOf(header: string | null): number | null {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) ? seconds : null;
}
