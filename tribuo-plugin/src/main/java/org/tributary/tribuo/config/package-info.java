/**
 * Components and choices of a tagger's configuration: optimizers, learning-rate schedule, cell,
 * skip connection, output head. Imports {@code core} and {@code internal}.
 */
package org.tributary.tribuo.config;
