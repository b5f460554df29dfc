import { test } from 'vitest';
import { fuzz } from '../support/documents/fuzz.ts';

// Other tests run beside this one, on the same cores: what is held here is that no frame makes the server hang. The bound
// of 50 ms is held by the long test, which has the machine for itself.
test('10,000 mutated V1 and V2 frames leave server and documents unharmed', () => fuzz(10_000, 500), 120_000);
