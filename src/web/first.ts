import { z } from 'zod';

// zod tries `new Function` when the first object schema is made, which our content security policy reports.
// Imported before everything else; in the body of main.tsx it would be too late.
z.config({ jitless: true });
