/** The demonstration on built-in data: a generated corpus, from data to report. */
package org.tributary.examples.tour;
