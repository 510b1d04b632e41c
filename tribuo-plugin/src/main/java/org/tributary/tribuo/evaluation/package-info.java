/**
 * Token-level evaluation of taggers (known and unknown words, labels, confusions, mistakes) and
 * span-level evaluation. Imports {@code data} and {@code span}.
 */
package org.tributary.tribuo.evaluation;
