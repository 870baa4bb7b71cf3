import { expect, test } from 'vitest';
import { auditOf } from '../../../tools/audit.ts';

test('weaknesses are named, none is none, and what could not be asked is never taken for none', () => {
  const report = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities });
  expect(auditOf(report({}))).toEqual({ found: [] });
  expect(auditOf(report({ idb: { severity: 'high' } }))).toEqual({ found: ['idb: high'] });
  expect(
    auditOf(
      JSON.stringify({ message: '405 Method Not Allowed - POST https://registry.test/', statusCode: 405 }),
    ),
  ).toEqual({ skipped: '405 Method Not Allowed' });
  for (const output of ['', '{}', 'null is no report', '{"auditReportVersion":2}']) {
    expect(auditOf(output)).toHaveProperty('skipped');
  }
});
