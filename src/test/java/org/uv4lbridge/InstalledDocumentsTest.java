package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Of the documents that the packages install, every link leads to a file that they install, too. */
@Tag("unit")
class InstalledDocumentsTest {

    private static final String DIRECTORY = "/usr/share/doc/uv4l-bridge";
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)[^)]*\\)");

    @Test
    void linksOfTheDebianPackageWork() throws Exception {
        assertLinksLeadToFilesOf(ofDebianPackage());
    }

    @Test
    void linksOfTheTarWork() throws Exception {
        assertLinksLeadToFilesOf(ofTar());
    }

    private static void assertLinksLeadToFilesOf(Set<Path> installed) throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : installed) {
            if (!document.toString().endsWith(".md")) {
                continue;
            }
            String text = CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
            for (String link : LINK.matcher(text).results().map(m -> m.group(1)).toList()) {
                Path target = link.matches("[a-z]+:.*")
                        ? document
                        : document.resolveSibling(link).normalize();
                links++;
                if (installed.stream().noneMatch(file -> file.startsWith(target))) {
                    broken.add(document + " -> " + link);
                }
            }
        }
        assertThat(links).isGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    /** What is in the directory of its documents, as paths from there, which are those of the project. */
    private static Set<Path> ofDebianPackage() throws Exception {
        Set<Path> files = new TreeSet<>();
        NodeList all = parse("pom.xml").getElementsByTagName("data");
        for (int i = 0; i < all.getLength(); i++) {
            Element data = (Element) all.item(i);
            String prefix = text(data, "prefix");
            if (prefix.startsWith(DIRECTORY)) {
                Path source = Path.of(text(data, "src"));
                Path directory = Path.of(DIRECTORY).relativize(Path.of(prefix));
                List<String> only = text(data, "includes").isEmpty()
                        ? List.of()
                        : List.of(text(data, "includes").split(","));
                walk(source).stream()
                        .filter(file -> only.isEmpty()
                                || only.contains(file.getFileName().toString()))
                        .map(file -> Files.isDirectory(source)
                                ? directory.resolve(source.relativize(file))
                                : directory.resolve(file.getFileName()))
                        .map(Path::normalize)
                        .filter(Files::exists) // package/deb/copyright has another place in the project
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static Set<Path> ofTar() throws Exception {
        Set<Path> files = new TreeSet<>();
        NodeList sets = parse("package/tar.xml").getElementsByTagName("fileSet");
        for (int i = 0; i < sets.getLength(); i++) {
            Element set = (Element) sets.item(i);
            NodeList includes = set.getElementsByTagName("include");
            for (int k = 0; text(set, "directory").isEmpty() && k < includes.getLength(); k++) {
                String pattern = includes.item(k).getTextContent();
                PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
                walk(Path.of(pattern.replaceFirst("/\\*\\*$", ""))).stream()
                        .filter(matcher::matches)
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static List<Path> walk(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static Element parse(String file) throws IOException, ParserConfigurationException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(file).toFile())
                .getDocumentElement();
    }

    private static String text(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
