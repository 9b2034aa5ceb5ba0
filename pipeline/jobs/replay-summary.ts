/** What a replay came to, in words: how late the publisher was, what it left out, repaired and revised. */
import { int, instant, read, sql, text } from '../gold/sql.ts'
