/**
 * The demonstration on built-in data: the tutorial's tagger, then a generated corpus from data to
 * report. Imports {@code job}, {@code corpus}, {@code notebook}, their dependencies, and core's
 * {@code tagger}.
 */
package org.tributary.examples.tour;
