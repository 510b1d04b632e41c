/**
 * Components and choices of a tagger's configuration: optimizers, learning-rate schedule, cell,
 * skip connection, output head.
 */
package org.tributary.tribuo.config;
