/**
 * The demonstration on built-in data: the tutorial's tagger, then a generated corpus from data to
 * report.
 */
package org.tributary.examples.tour;
