/** Grid search over settings, and the spread of scores over seeds. Imports nothing of Tributary. */
package org.tributary.train.search;
