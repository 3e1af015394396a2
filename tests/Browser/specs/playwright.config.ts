import { defineConfig } from '@playwright/test';

/** The console of the server at CONSOLE_URL, in the Chromium of CHROMIUM (Debian's). */
export default defineConfig({
  testDir: '.',
  outputDir: process.env['RESULTS'] ?? 'results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  // A machine that is busy with other tests takes its time.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['line'], ['json', { outputFile: process.env['REPORT'] ?? 'report.json' }]],
  use: {
    baseURL: process.env['CONSOLE_URL'] ?? 'http://127.0.0.1:8083',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'off',
    launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
});
