import {
  type HttpErrorResponse,
  HttpEventType,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import { inject } from '@angular/core';
import { type Observable, catchError, defer, from, switchMap, tap, throwError } from 'rxjs';

import { AuthSession, WITHOUT_SESSION } from '../auth/auth-session';
import { ServerClock } from '../time/server-clock';
import { ApiProblem } from './problem';

/** The 401 codes that speak of the token; the others speak of a password or a code that was typed. */
const TOKEN_CODES = new Set(['not_authenticated', 'invalid_token', 'token_expired', 'token_revoked']);

/**
 * Adds the access token, renews it when it is about to end, repeats a request once after a 401 about the token,
 * learns the server's clock, and turns every failure into an `ApiProblem`.
 */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  const session = inject(AuthSession);
  const clock = inject(ServerClock);
  const measured = measuring(next, clock);
  if (request.context.get(WITHOUT_SESSION) || !request.url.startsWith('/')) {
    return measured(request).pipe(catchError((failure: unknown) => throwError(() => ApiProblem.from(failure))));
  }
  const send = () => measured(withToken(request, session.accessToken));
  const first = defer(() =>
    session.isSignedIn() && session.isStale ? from(session.refresh()).pipe(switchMap(send)) : send(),
  );
  return first.pipe(
    catchError((failure: HttpErrorResponse) => {
      const problem = ApiProblem.from(failure);
      const isAboutToken = problem.status === 401 && TOKEN_CODES.has(problem.code);
      if (!isAboutToken || session.accessToken === null) {
        return throwError(() => problem);
      }
      return from(session.refresh()).pipe(
        switchMap((renewed) => (renewed ? send() : throwError(() => problem))),
        catchError((again: unknown) => throwError(() => ApiProblem.from(again))),
      );
    }),
  );
};

function measuring(next: HttpHandlerFn, clock: ServerClock) {
  return (request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> =>
    defer(() => {
      const sentAt = Date.now();
      return next(request).pipe(
        tap((event) => {
          if (event.type === HttpEventType.Response) {
            clock.learn(event.headers.get('Date'), sentAt, Date.now());
          }
        }),
      );
    });
}

function withToken(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  return token === null ? request : request.clone({ setHeaders: { Authorization: `Bearer ${token}` } });
}
