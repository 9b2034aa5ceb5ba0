/** What a replay came to, in words: how late the publisher was, what it left out, repaired and revised. */
import { instant, int, read, sql, text } from '../gold/sql.ts'
