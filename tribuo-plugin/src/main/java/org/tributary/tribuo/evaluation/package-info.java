/**
 * Token-level evaluation of taggers (known and unknown words, labels, confusions, mistakes) and
 * span-level evaluation.
 */
package org.tributary.tribuo.evaluation;
