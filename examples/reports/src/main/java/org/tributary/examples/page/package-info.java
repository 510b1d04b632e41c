/**
 * Pages of sections, tables and charts as self-contained HTML and as Markdown. Knows nothing of
 * what it shows.
 */
package org.tributary.examples.page;
