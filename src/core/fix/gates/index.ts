import { changesSomething, isNotMore, isVisible, isWhole, staysWithin } from './applies.ts';
import { catchesNoMore } from './catches.ts';
import { declaresOnce } from './declarations.ts';
import { keepsCode } from './deletions.ts';
import type { TextGate } from './gate.ts';
import { keepsTests } from './keptTests.ts';
import { keepsScripts } from './paths.ts';
import { silencesNothing } from './suppressions.ts';

/** Without these an edit is not even shown as a draft, checks or not. */
export const safetyGates: readonly TextGate[] = [changesSomething, staysWithin, isVisible, keepsScripts];

/** What no checker would mind, and a reader would. */
export const honestyGates: readonly TextGate[] = [isWhole, isNotMore, silencesNothing, keepsTests, catchesNoMore, keepsCode, declaresOnce];
