import { test } from 'vitest';
import { fuzz } from '../support/documents/fuzz.ts';

test('a million mutated V1 and V2 frames leave server and documents unharmed', () => fuzz(1_000_000, 50));
