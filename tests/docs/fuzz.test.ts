import { test } from 'vitest';
import { fuzz } from '../support/documents/fuzz.ts';

test('10,000 mutated V1 and V2 frames leave server and documents unharmed', () => fuzz(10_000), 120_000);
