/** Option groups that commands share, validated before any work begins. */
package org.tributary.examples.option;
