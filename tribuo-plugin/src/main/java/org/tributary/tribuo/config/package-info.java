/**
 * Components and choices of a tagger's configuration: optimisers, learning-rate schedule, skip
 * connection. Imports {@code core} and {@code internal}.
 */
package org.tributary.tribuo.config;
