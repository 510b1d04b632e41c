@echo off
rem Runs the command line or, under the name tributary-service, the service of a distribution.
rem Unlike the script for sh it makes no class-data archive, and looks for options of the JVM in JAVA_OPTS alone.
rem   JAVA_HOME   the JDK, 17 or newer; else the java on the PATH
rem   JAVA_OPTS   options of the JVM, such as -Xmx8g
rem   TRIBUTARY_VECTOR_API   "off": the service does without Java's Vector API
setlocal
set "HOME_FOLDER=%~dp0.."
set "MAIN=org.tributary.examples.Main"
if /i "%~n0"=="tributary-service" set "MAIN=org.tributary.examples.service.Main"

if not exist "%HOME_FOLDER%\lib\" (
  echo %~n0: expected the libraries in "%HOME_FOLDER%\lib", found none; unpack the whole archive 1>&2
  exit /b 1
)

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA%" (
  echo %~n0: JAVA_HOME: expected a JDK's folder, got "%JAVA_HOME%", which has no bin\java.exe 1>&2
  exit /b 1
)

rem TensorFlow reads its log level before Java can set it: 2 shows its errors alone
if not defined TF_CPP_MIN_LOG_LEVEL set "TF_CPP_MIN_LOG_LEVEL=2"
rem ONNX Runtime keeps events to report in the home folder from version 1.29 on
if not defined ORT_DISABLE_TELEMETRY set "ORT_DISABLE_TELEMETRY=1"
rem a small Java heap, unless the options of the JVM select a collector
set "COLLECTOR=-XX:+UseSerialGC -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40"
if defined JAVA_OPTS echo %JAVA_OPTS% | findstr /r /c:"-XX:+Use[A-Za-z0-9]*GC" >nul && set "COLLECTOR="
rem a service that ran out of memory would keep its port but answer nothing
if /i "%~n0"=="tributary-service" set "COLLECTOR=%COLLECTOR% -XX:+ExitOnOutOfMemoryError"
rem a service runs long enough for the Vector API, if the JVM has it and its optimizing compiler
set "VECTORS="
if /i "%~n0"=="tributary-service" if /i not "%TRIBUTARY_VECTOR_API%"=="off" (
  "%JAVA%" --list-modules 2>nul | findstr /b /c:"jdk.incubator.vector" >nul && set "VECTORS=--add-modules jdk.incubator.vector"
)
if defined JAVA_OPTS echo %JAVA_OPTS% | findstr /c:"-XX:TieredStopAtLevel=" /c:"-Xint" >nul && set "VECTORS="

"%JAVA%" %COLLECTOR% %VECTORS% --enable-native-access=ALL-UNNAMED %JAVA_OPTS% -cp "%HOME_FOLDER%\lib\*" %MAIN% %*
exit /b %ERRORLEVEL%
