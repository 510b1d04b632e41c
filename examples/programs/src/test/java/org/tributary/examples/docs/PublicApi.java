package org.tributary.examples.docs;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public API of a library as text: its public types by package, each with its public and
 * protected members, also those of superclasses and interfaces that are not public. Packages named
 * {@code internal} and generated classes are left out.
 */
final class PublicApi {
  private static final String GENERATED = "org.tributary.tribuo.protos";
  private static final String QUALIFIER = "\\b(?:[a-z_][a-z0-9_]*\\.)+(?=[A-Z])";

  private final List<Class<?>> types;

  private PublicApi(List<Class<?>> types) {
    this.types = types;
  }

  /**
   * Returns the public API of the classes of {@code root} and its packages except {@code others}.
   */
  static PublicApi of(String root, String... others) {
    return new PublicApi(
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root)
                .stream()
                .filter(type -> Stream.of(others).noneMatch(o -> isWithin(type, o)))
                .filter(type -> !isWithin(type, GENERATED))
                .filter(type -> !(type.getPackageName() + ".").contains(".internal."))
                .<Class<?>>map(JavaClass::reflect)
                .filter(PublicApi::isAccessible)
                .sorted(Comparator.comparing(Class::getName))
                .toList());
  }

  /** Returns the number of public types that are not nested in others. */
  long topLevelTypes() {
    return types.stream().filter(type -> type.getEnclosingClass() == null).count();
  }

  /** Returns the text, one line for a package, a type or a member. */
  String text() {
    StringBuilder text = new StringBuilder();
    String last = "";
    for (Class<?> type : types) {
      if (!type.getPackageName().equals(last)) {
        last = type.getPackageName();
        text.append(text.isEmpty() ? "" : "\n").append("package ").append(last).append('\n');
      }
      text.append("\n  ").append(header(type)).append('\n');
      members(type).forEach(member -> text.append("    ").append(member).append('\n'));
    }
    return text.toString();
  }

  private static boolean isWithin(JavaClass type, String root) {
    return (type.getPackageName() + ".").startsWith(root + ".");
  }

  private static boolean isAccessible(Class<?> type) {
    boolean outside = type.getEnclosingClass() == null || isAccessible(type.getEnclosingClass());
    return outside && isVisible(type.getModifiers()) && !type.isAnonymousClass();
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String header(Class<?> type) {
    String kind =
        type.isRecord()
            ? "record"
            : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
    String sealed = type.isSealed() ? "sealed " : "";
    String isAbstract =
        kind.equals("class") && Modifier.isAbstract(type.getModifiers()) ? "abstract " : "";
    String parameters =
        type.getTypeParameters().length == 0
            ? ""
            : Arrays.stream(type.getTypeParameters())
                .map(Type::getTypeName)
                .collect(Collectors.joining(", ", "<", ">"));
    String components =
        type.isRecord()
            ? Arrays.stream(type.getRecordComponents())
                .map(PublicApi::component)
                .collect(Collectors.joining(", ", "(", ")"))
            : "";
    String parent =
        kind.equals("class") && type.getSuperclass() != Object.class
            ? " extends " + name(type.getGenericSuperclass())
            : "";
    String interfaces =
        type.getGenericInterfaces().length == 0
            ? ""
            : Arrays.stream(type.getGenericInterfaces())
                .map(PublicApi::name)
                .collect(
                    Collectors.joining(
                        ", ", type.isInterface() ? " extends " : " implements ", ""));
    return sealed
        + isAbstract
        + kind
        + " "
        + nested(type)
        + parameters
        + components
        + parent
        + interfaces;
  }

  private static String component(RecordComponent component) {
    return name(component.getGenericType()) + " " + component.getName();
  }

  private static SortedSet<String> members(Class<?> type) {
    SortedSet<String> members = new TreeSet<>();
    for (Constructor<?> each :
        type.isRecord() || !isAccessible(type)
            ? new Constructor<?>[0]
            : type.getDeclaredConstructors()) {
      if (isVisible(each.getModifiers()) && !each.isSynthetic()) {
        members.add(modifiers(each.getModifiers()) + "new " + nested(type) + parameters(each));
      }
    }
    addFieldsAndMethods(type, members);
    Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
        .filter(parent -> !isAccessible(parent))
        .forEach(parent -> members.addAll(members(parent)));
    return members;
  }

  private static void addFieldsAndMethods(Class<?> type, SortedSet<String> members) {
    for (Field field : type.getDeclaredFields()) {
      if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
        members.add(
            field.isEnumConstant()
                ? field.getName()
                : modifiers(field.getModifiers())
                    + name(field.getGenericType())
                    + " "
                    + field.getName());
      }
    }
    for (Method each : type.getDeclaredMethods()) {
      if (isVisible(each.getModifiers()) && !each.isSynthetic() && !isImplied(type, each)) {
        members.add(
            modifiers(each.getModifiers())
                + name(each.getGenericReturnType())
                + " "
                + each.getName()
                + parameters(each));
      }
    }
  }

  /** Returns whether every record, enum or object has this method. */
  private static boolean isImplied(Class<?> type, Method method) {
    boolean accessor =
        type.isRecord()
            && Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> component.getAccessor().equals(method));
    boolean ofEnum =
        type.isEnum() && (method.getName().equals("values") || method.getName().equals("valueOf"));
    boolean ofObject =
        Arrays.stream(Object.class.getMethods())
            .anyMatch(
                each ->
                    each.getName().equals(method.getName())
                        && Arrays.equals(each.getParameterTypes(), method.getParameterTypes()));
    return accessor || ofEnum || ofObject;
  }

  private static String modifiers(int modifiers) {
    return (Modifier.isProtected(modifiers) ? "protected " : "")
        + (Modifier.isStatic(modifiers) ? "static " : "");
  }

  private static String parameters(Executable executable) {
    return Arrays.stream(executable.getParameters())
        .map(PublicApi::parameter)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String parameter(Parameter parameter) {
    String type = name(parameter.getParameterizedType());
    return (parameter.isVarArgs() ? type.replaceFirst("\\[\\]$", "...") : type)
        + " "
        + parameter.getName();
  }

  /** Returns a type without packages, for short lines. */
  private static String name(Type type) {
    return type.getTypeName().replaceAll(QUALIFIER, "").replace('$', '.');
  }

  private static String nested(Class<?> type) {
    return type.getEnclosingClass() == null
        ? type.getSimpleName()
        : nested(type.getEnclosingClass()) + "." + type.getSimpleName();
  }
}
