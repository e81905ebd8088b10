import { deviceName, isHandheld } from './device-name';

const ANDROID = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36';
const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0';

describe('deviceName', () => {
  it('names browser and system', () => {
    expect(deviceName(ANDROID, 'en')).toBe('Chrome en Android');
    expect(deviceName(EDGE, 'en')).toBe('Edge en Windows');
  });

  it('shows the beginning of an unknown agent, and nothing for none', () => {
    expect(deviceName('curl/8.5', 'en')).toBe('curl/8.5');
    expect(deviceName('', 'en')).toBeNull();
  });

  it('knows what is held in a hand', () => {
    expect(isHandheld(ANDROID)).toBe(true);
    expect(isHandheld(EDGE)).toBe(false);
  });
});
