package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tributary.tribuo.internal.Setting;

/**
 * A setting (hyperparameter) of an {@link LstmTaggerTrainer}, for programs that list settings or
 * set them by name, such as a command line; {@link LstmTaggerTrainerBuilder#set} sets one. The name
 * is that of the property in a configuration file and in a model's provenance.
 */
public final class TaggerSetting {
  private final Field field;
  private final Setting setting;

  /**
   * @param field a field of the trainer's settings
   */
  TaggerSetting(Field field) {
    this.field = field;
    this.setting = field.getAnnotation(Setting.class);
  }

  /**
   * Returns the setting of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TaggerSetting named(String name) {
    return LstmTaggerTrainer.settings().stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "setting: expected one of %s, got '%s'"
                        .formatted(LstmTaggerTrainer.settings(), name)));
  }

  /** Returns the name, such as {@code hiddenSize}. */
  public String name() {
    return field.getName();
  }

  /** Returns the type, such as {@code int.class}. */
  public Class<?> type() {
    return field.getType();
  }

  /** Returns the description: sentences, with the meaning of special values. */
  public String description() {
    return field.getAnnotation(Config.class).description();
  }

  /** Returns the heading under which this setting is listed, such as {@code Regularization}. */
  public String heading() {
    return setting.heading();
  }

  /** Returns whether the network depends on this setting, so that a base model determines it. */
  public boolean isOfNetwork() {
    return setting.network();
  }

  /** Returns the default value, if there is one. */
  public Optional<Object> defaultValue() {
    return Optional.ofNullable(get(new LstmTaggerTrainer()));
  }

  Object get(LstmTaggerTrainer trainer) {
    try {
      return field.get(trainer);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e); // the field is package-private
    }
  }

  /**
   * @throws IllegalArgumentException if the value, or an element of a list, is of another type, or
   *     null where there is a default
   */
  void set(LstmTaggerTrainer trainer, Object value) {
    if (value == null && defaultValue().isPresent()) {
      throw otherType(null, null);
    }
    try {
      field.set(trainer, value instanceof List<?> list ? checked(list) : value);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e); // the field is package-private
    } catch (IllegalArgumentException e) {
      throw otherType(value, e);
    }
  }

  /** Returns a copy of a list, whose elements only its generic type names. */
  private List<?> checked(List<?> list) {
    if (field.getGenericType() instanceof ParameterizedType generic) {
      Class<?> element = (Class<?>) generic.getActualTypeArguments()[0];
      if (!list.stream().allMatch(element::isInstance)) {
        throw otherType(list, null);
      }
    }
    return Collections.unmodifiableList(new ArrayList<>(list));
  }

  private IllegalArgumentException otherType(Object value, Exception cause) {
    String type =
        field.getGenericType() instanceof ParameterizedType generic
            ? "List<%s>".formatted(((Class<?>) generic.getActualTypeArguments()[0]).getSimpleName())
            : type().getSimpleName();
    return new IllegalArgumentException(
        "%s: expected a value of type %s, got %s".formatted(name(), type, value), cause);
  }

  @Override
  public String toString() {
    return name();
  }
}
