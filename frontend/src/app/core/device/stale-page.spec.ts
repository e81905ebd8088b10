import { NavigationError } from '@angular/router';

import { loadAnew } from './stale-page';

const failed = (message: string) => new NavigationError(1, '/panel/ventas', new TypeError(message));

describe('loadAnew', () => {
  beforeEach(() => sessionStorage.clear());

  it('loads the address anew when a file of the page is gone, once', () => {
    const go = vi.fn();
    loadAnew(failed('Failed to fetch dynamically imported module: /chunk-OLD.js'), go);
    loadAnew(failed('Failed to fetch dynamically imported module: /chunk-OLD.js'), go);
    expect(go).toHaveBeenCalledExactlyOnceWith('/panel/ventas');
  });

  it('leaves other failures alone', () => {
    const go = vi.fn();
    loadAnew(failed('x is not a function'), go);
    expect(go).not.toHaveBeenCalled();
  });
});
