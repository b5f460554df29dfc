import { test } from 'vitest';
import { comeAndGo } from '../support/media/cycles.ts';

test('60 times into a call and out of it leave no router, transport or port', () => comeAndGo(60));
