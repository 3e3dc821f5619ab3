package hilum.ingest.fhir.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DocumentTextTest {
    @Example
    void blocksAndCellsOfHtmlAreApart() throws Exception {
        String page =
                "<table><tr><td>Heart</td><td>normal</td></tr><tr><td>Lungs</td><td>clear</td></tr></table>"
                        + "<ul><li>No effusion</li><li>No <b>pneumo</b>thorax</li></ul><pre>a\n b</pre>"
                        + "<script>alert('x')</script><!-- hidden -->";

        assertThat(text("text/html", page).strip())
                .isEqualTo("Heart normal\nLungs clear\nNo effusion\nNo pneumothorax\na\n b");
    }

    @Example
    void anHtmlPageMaySayItsOwnCharacterSet() throws Exception {
        byte[] page =
                "<html><meta charset=\"iso-8859-1\"><body>Überblähung</body></html>"
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(DocumentText.read(page, "text/html").strip()).isEqualTo("Überblähung");
    }

    @Example
    void listsFieldsAndUnicodeOfRtfAreWords() throws Exception {
        String document =
                "{\\rtf1\\ansi\\uc1{\\fonttbl{\\f0\\fcharset0 Times;}}{\\colortbl;\\red0;}"
                        + "{\\header Page of Jane Roe}{\\pict\\pngblip 89504e47}"
                        + "\\pard{\\listtext 1.\\tab}Clear \\u8211? normal.\\line"
                        + "{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}}{\\deleted gone}{\\*\\newthing no}\\par}";

        assertThat(text("text/rtf", document).strip()).isEqualTo("1.\tClear – normal.\nlink");
    }

    @Example
    void whatADocumentIsCountsMoreThanItsName() throws Exception {
        assertThat(text("text/plain", "{\\rtf1 Clear.}")).isEqualTo("Clear.");
        assertThat(text("", "<html>Clear.</html>").strip()).isEqualTo("Clear.");
        assertThat(text("application/octet-stream", "Clear.")).isEqualTo("Clear.");
        assertThat(text("text/plain", "\ufeffClear.")).isEqualTo("Clear.");
    }

    @Example
    void aCharacterSetThatCannotBeTrueIsNotBelieved() throws Exception {
        byte[] utf8 = "Größe".getBytes(StandardCharsets.UTF_8);
        byte[] latin = "Größe".getBytes(StandardCharsets.ISO_8859_1);
        for (String declared :
                List.of("", ";charset=utf-8", ";charset=iso-8859-1", ";charset=ascii")) {
            assertThat(DocumentText.read(utf8, "text/plain" + declared)).isEqualTo("Größe");
            assertThat(DocumentText.read(latin, "text/plain" + declared)).isEqualTo("Größe");
        }
        byte[] marked = "\ufeffGröße".getBytes(StandardCharsets.UTF_16LE);
        assertThat(DocumentText.read(marked, "text/plain")).isEqualTo("Größe");
        assertThat(
                        DocumentText.read(
                                "Größe".getBytes(StandardCharsets.UTF_16BE),
                                "text/plain;charset=UTF-16"))
                .isEqualTo("Größe");
    }

    @Example
    void thePiecesOfAPageAreHtmlWhateverTheyAreCalled() throws Exception {
        assertThat(text("text/plain", "<p>Heart <b>normal</b>.</p><p>Clear.</p>").strip())
                .isEqualTo("Heart normal.\n\nClear.");
        assertThat(text("text/plain", "<5 mm nodule")).isEqualTo("<5 mm nodule");
    }

    @Example
    void xmlAndBytesOfOtherKindsAreNoProse() {
        String document =
                "<?xml version=\"1.0\"?><ClinicalDocument><name>Jane Roe</name></ClinicalDocument>";
        String twice =
                java.util.Base64.getEncoder()
                        .encodeToString("Clear lungs. ".repeat(9).getBytes(StandardCharsets.UTF_8));
        for (String type : List.of("text/plain", "text/xml", "application/octet-stream", "")) {
            assertThatThrownBy(() -> text(type, document))
                    .isInstanceOf(DocumentText.Unreadable.class);
            assertThatThrownBy(
                            () ->
                                    DocumentText.read(
                                            new byte[] {
                                                0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 99, 4
                                            },
                                            type))
                    .isInstanceOf(DocumentText.Unreadable.class);
        }
        assertThatThrownBy(() -> text("text/plain", twice))
                .isInstanceOf(DocumentText.Unreadable.class)
                .hasMessageContaining("encode the text once");
    }

    @Example
    void oneStrayControlCharacterMakesATextNoPicture() throws Exception {
        assertThat(text("text/plain", "Clear\0 lungs.")).startsWith("Clear");
    }

    @Example
    void whatHasNoTextSaysWhyWithoutAnyOfIt() {
        assertThatThrownBy(() -> text("text/plain", "%PDF-1.7 Jane Roe"))
                .isInstanceOf(DocumentText.Unreadable.class)
                .hasMessageContaining("neither text nor HTML nor RTF")
                .hasMessageNotContaining("Jane");
        assertThatThrownBy(() -> text("text/plain; charset=klingon", "x"))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> text("image/png", "x"))
                .isInstanceOf(DocumentText.Unreadable.class);
        assertThatThrownBy(() -> DocumentText.read(new byte[5 << 20], "text/plain"))
                .hasMessageContaining("bytes");
    }

    /** Pieces of markup in any order: what parsers are most often surprised by. */
    @Provide
    Arbitrary<String> markup() {
        return Arbitraries.of(
                        "{\\rtf1",
                        "{",
                        "}",
                        "\\par ",
                        "\\u-1?",
                        "\\u99999999?",
                        "\\'e4",
                        "\\'zz",
                        "\\bin9999999 ",
                        "\\bin-3 ",
                        "\\uc99 ",
                        "\\upr",
                        "{\\*",
                        "\\ansicpg9 ",
                        "\\v0",
                        "\\",
                        "\\*",
                        "a",
                        "é",
                        "\u0000",
                        "<",
                        "<p>",
                        "</p>",
                        "<html>",
                        "<table>",
                        "<td>",
                        "<script>",
                        "<!--",
                        "<![CDATA[",
                        "&amp;",
                        "&#0;",
                        "&#xffffffff;",
                        "<a b='",
                        "<svg><title>",
                        "<template>",
                        "\n",
                        "<pre>")
                .list()
                .ofMaxSize(60)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 2_000)
    void anyMarkupIsReadOrUnreadable(@ForAll("markup") String markup) {
        for (String start : List.of("", "{\\rtf1\\ansi ", "<html>")) {
            attempt((start + markup).getBytes(StandardCharsets.UTF_8), "text/html");
        }
    }

    @Property(tries = 1_000)
    void anyBytesOfAnyTypeAreReadOrUnreadable(@ForAll byte[] bytes, @ForAll String type) {
        attempt(bytes, type);
    }

    @Example
    void whatIsMadeToTireTheReaderComesToAnEnd() {
        for (String document :
                List.of(
                        "{\\rtf1 " + "{".repeat(1_000_000),
                        "{\\rtf1 " + "{\\upr".repeat(100_000),
                        "{\\rtf1 " + "\\bin2147483647 x",
                        "{\\rtf1 " + "\\'".repeat(1_000_000),
                        "<html>" + "<div>".repeat(200_000),
                        "<html>" + "<a><b><table>".repeat(20_000),
                        "<html>" + "&".repeat(1_000_000),
                        "<html>" + " \n".repeat(1_000_000),
                        "<html><p " + "a=b ".repeat(200_000) + ">")) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> attempt(document.getBytes(StandardCharsets.UTF_8), ""),
                    document.substring(0, 20));
        }
    }

    private static void attempt(byte[] bytes, String type) {
        try {
            assertThat(DocumentText.read(bytes, type)).isNotNull();
        } catch (DocumentText.Unreadable e) {
            assertThat(e).hasMessageContaining("send");
        }
    }

    private static String text(String type, String document) throws DocumentText.Unreadable {
        return DocumentText.read(document.getBytes(StandardCharsets.UTF_8), type);
    }
}
