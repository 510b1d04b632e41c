/**
 * What a tagger got right and wrong, counted token by token (known and unknown words, every label,
 * every confusion, and the mistakes in their sentences) and span by span. Imports {@code data} and
 * {@code span}.
 */
package org.tributary.tribuo.evaluation;
