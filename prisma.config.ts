import { defineConfig } from 'prisma/config';

// `generate` and the migration tools need no database; the CLI only insists on some address.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node prisma/seed.ts' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://localhost/carrel' },
});
