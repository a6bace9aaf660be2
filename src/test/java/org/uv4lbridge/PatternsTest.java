package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.uv4lbridge.testkit.HostileText;

/**
 * No pattern looks at a text more often than its length demands, or needs a deep stack, whatever the text is: what peers
 * send would else hold an event loop, or end in an error with pages of log.
 */
@Tag("unit")
class PatternsTest {

    private static final int LENGTH = 8_000;
    private static final long MOST_LOOKS = 20;
    private static final int SMALL_STACK = 128 << 10;

    private static final List<String> ENDS = List.of("", "!", ".]", "\n!");

    static Stream<Arguments> patterns() {
        return new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests()).importPackages("org.uv4lbridge").stream()
                        .filter(type -> type.getFields().stream()
                                .anyMatch(field -> field.getRawType().isEquivalentTo(Pattern.class)))
                        .map(JavaClass::reflect)
                        .flatMap(type -> Stream.of(type.getDeclaredFields()))
                        .filter(field -> field.getType() == Pattern.class && Modifier.isStatic(field.getModifiers()))
                        .map(field -> Arguments.of(
                                field.getDeclaringClass().getSimpleName() + "." + field.getName(), pattern(field)));
    }

    private static Pattern pattern(Field field) {
        try {
            field.setAccessible(true);
            return (Pattern) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("patterns")
    void noTextCostsMoreThanItsLengthOrAStack(String name, Pattern pattern) throws InterruptedException {
        var faults = new CopyOnWriteArrayList<String>();
        var thread = new Thread(null, () -> faults.addAll(faults(pattern)), "pattern", SMALL_STACK);
        thread.start();
        thread.join();
        assertThat(faults).as(pattern.pattern()).isEmpty();
    }

    private static List<String> faults(Pattern pattern) {
        var faults = new ArrayList<String>();
        for (String part : HostileText.PARTS) {
            for (String end : ENDS) {
                for (String begin : List.of("", "[")) {
                    String fault = fault(pattern, begin + part.repeat(LENGTH / part.length()) + end);
                    if (!fault.isEmpty()) {
                        faults.add("%s%s×%d%s: %s".formatted(begin, part, LENGTH / part.length(), end, fault));
                    }
                }
            }
        }
        return faults;
    }

    private static String fault(Pattern pattern, String text) {
        try {
            pattern.matcher(new CountedText(text)).matches();
            // As split, replaceAll and results go on: a quick first find may be followed by slow ones.
            Matcher all = pattern.matcher(new CountedText(text));
            while (all.find()) {
                all.end();
            }
            return "";
        } catch (StackOverflowError e) {
            return "stack overflow";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Counts how often it is looked at, and breaks off what looks too often. */
    private static final class CountedText implements CharSequence {

        private final String text;
        private long looks;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS * text.length()) {
                throw new IllegalStateException("more than " + MOST_LOOKS + " looks at each character");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
