package org.tributary.tribuo.internal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The facts of a {@code @Config} field that OLCUT's annotations lack: the range of a number, or of
 * the elements of an array, and whether a text is a feature group, which {@link ConfigCheck#fields}
 * checks, and where the field is listed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Setting {
  /** Returns the smallest value. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Returns the number that values exceed. */
  double above() default Double.NEGATIVE_INFINITY;

  /** Returns the largest value. */
  double max() default Double.POSITIVE_INFINITY;

  /** Returns the number that values are below. */
  double below() default Double.POSITIVE_INFINITY;

  /** Returns one more value outside the range; NaN for none. */
  double special() default Double.NaN;

  /** Returns the meaning of {@link #special}, such as {@code for the default}. */
  String meaning() default "";

  /** Returns whether a text is a feature group. */
  boolean group() default false;

  /** Returns the heading under which a trainer's setting is listed. */
  String heading() default "";

  /** Returns whether the network depends on a trainer's setting. */
  boolean network() default false;
}
