/**
 * What a tagger got right and wrong, counted token by token: known and unknown words, every label,
 * every confusion, and the mistakes in their sentences. Imports {@code data}.
 */
package org.tributary.tribuo.evaluation;
