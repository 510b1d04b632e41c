/** Grid search over settings, and the spread of scores over seeds. */
package org.tributary.train.search;
