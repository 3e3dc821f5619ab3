package hilum.radiology.reading;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.radiology.Section;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is there, what is not and what may be: scope by scope. */
class PolarityTest {

    private final ReportReader reader = new ReportReader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No effusion or pneumothorax, but a small nodule. | -pleural effusion -pneumothorax +nodule",
                "No pneumothorax, effusion, or consolidation. | -pneumothorax -pleural effusion -consolidation",
                "Neither consolidation nor effusion is seen. | -consolidation -pleural effusion",
                "No effusion. Small nodule. | -pleural effusion +nodule",
                "No pneumothorax, mild cardiomegaly. | -pneumothorax +cardiomegaly",
                "No pneumothorax and stable effusion. | -pneumothorax +pleural effusion",
                "No edema and the heart is enlarged. | -edema +cardiomegaly",
                "No PTX w/ left chest tube in place. | -pneumothorax +chest tube",
                "Cardiomegaly without edema or effusion. | +cardiomegaly -edema -pleural effusion",
                "Opacity reflects atelectasis rather than pneumonia. | +lung opacity +atelectasis -pneumonia",
                "The lungs are expanded and clear of consolidation. | -consolidation",
                "No opacity to suggest pneumonia. | -lung opacity -pneumonia",
                "Congestion w/o frank edema. | +pulmonary vascular congestion -edema",
                "No effusion heart enlarged. | -pleural effusion +cardiomegaly",
                "No edema effusion or pneumothorax stable cardiomegaly. | -edema -pleural effusion -pneumothorax +cardiomegaly",
                "No PTX, bibasilar atelectasis. | -pneumothorax +atelectasis",
                "No pneumothorax after central line placement. | -pneumothorax +central venous catheter",
                "Nodule (not a granuloma) in the left base. | +nodule -granuloma",
            })
    void denialReachesToTheRight(String sentence, String expected) {
        assertThat(said(sentence)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Pneumothorax is not seen. | -pneumothorax",
                "Effusion and pneumothorax are not identified. | -pleural effusion -pneumothorax",
                "The effusion is small and a pneumothorax is not seen. | +pleural effusion -pneumothorax",
                "Pneumothorax: none. | -pneumothorax",
                "PNEUMOTHORAX: No. | -pneumothorax",
                "Consolidation - absent. | -consolidation",
                "Pneumonia is unlikely. | -pneumonia",
                "Lines and tubes: none. | -support device",
                "Lines and tubes: right PICC. | +picc",
                "HEART: Normal size. | -cardiomegaly",
                "Lungs: No consolidation. | -consolidation",
                "(-) PTX, (+) effusion. | -pneumothorax +pleural effusion",
            })
    void denialReachesToTheLeft(String sentence, String expected) {
        assertThat(said(sentence)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The effusion has resolved. | -pleural effusion",
                "Small effusion, resolved pneumothorax. | +pleural effusion -pneumothorax",
                "Left effusion (small), right effusion (resolved). | +pleural effusion -pleural effusion",
                "Interval resolution of the right effusion and edema. | -pleural effusion -edema",
                "Pulmonary edema has nearly completely resolved. | +edema",
                "There is no longer an effusion. | -pleural effusion",
                "Right PICC removed, chest tube remains in place. | -picc +chest tube",
                "No change in the moderate effusion. | +pleural effusion",
                "Not much change in the effusion. | +pleural effusion",
                "No change in the effusion or the edema. | +pleural effusion +edema",
                "No increase in the effusion. | +pleural effusion",
                "Nodule, not present on the prior study. | +nodule",
            })
    void whatHasGoneIsAbsentAndWhatHasNotChangedIsThere(String sentence, String expected) {
        assertThat(said(sentence)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Cannot exclude a small effusion. | ?pleural effusion",
                "Pneumonia at the left base cannot be excluded. | ?pneumonia",
                "?PNA. | ?pneumonia",
                "Pneumonia possible. | ?pneumonia",
                "Opacity, atelectasis vs. consolidation. | +lung opacity ?atelectasis ?consolidation",
                "Findings suspicious for CHF vs. pneumonia. | ?heart failure ?pneumonia",
                "Opacity which may represent atelectasis, infiltrate or effusion. | +lung opacity ?atelectasis ?infiltrate ?pleural effusion",
                "The differential diagnosis includes atelectasis, pneumonia, edema. | ?atelectasis ?pneumonia ?edema",
                "Densities may be compatible with scarring or atelectasis. | +density ?scarring ?atelectasis",
                "Opacity consistent with pneumonia. | +lung opacity +pneumonia",
                "Edema or pneumonia. | ?edema ?pneumonia",
                "Atelectasis and/or infiltrate. | ?atelectasis ?infiltrate",
                "Atelectasis is favored over pneumonia. | ?atelectasis ?pneumonia",
                "Blunting, which may represent effusion. | +costophrenic blunting ?pleural effusion",
                "Left airspace disease, infection not excluded. | +lung opacity ?lung infection",
                "Left base opacity, likely atelectasis. | +lung opacity ?atelectasis",
            })
    void doubtHasItsScope(String sentence, String expected) {
        assertThat(said(sentence)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The heart is normal to mildly enlarged. | -cardiomegaly +cardiomegaly",
                "Heart size is upper limits of normal. | -cardiomegaly",
                "Borderline heart size. | +cardiomegaly",
                "The heart is not enlarged. | -cardiomegaly",
                "Mediastinum is not widened. | -enlarged cardiomediastinum",
                "Prominent epicardial fat, pericardial mass or cardiac aneurysm. | +mediastinal mass",
                "Normal chest radiograph. | -abnormality",
                "Negative chest x-ray. | -abnormality",
                "The heart, mediastinum and hila are normal. | -cardiomegaly -enlarged cardiomediastinum -hilar enlargement",
                "Heart/Mediastinum: Mildly enlarged heart. | +cardiomegaly",
                "Stable cardiomediastinal silhouette with borderline heart size. | +cardiomegaly",
            })
    void structuresAreNormalOrEnlarged(String sentence, String expected) {
        assertThat(said(sentence)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Evaluate for pneumonia.",
                "History of CHF.",
                "Family history of lung cancer.",
                "If there is concern for rib fracture, views are advised.",
                "CT is recommended to exclude a mass.",
                "The effusion cannot be assessed.",
                "Bony overlap could obscure a small nodule.",
                "Please note that fractures may not be seen.",
                "INDICATION: Pneumonia? COMPARISON: CT with nodule.",
                "XXXX XXXX. ___ is no XXXX.",
            })
    void whatIsOnlyAskedOrRememberedAssertsNothing(String text) {
        assertThat(said(text)).isEmpty();
    }

    private String said(String text) {
        return reader.read(text, Section.FINDINGS).stream()
                .map(a -> sign(a.polarity()) + a.finding().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
    }

    private static String sign(Polarity polarity) {
        return switch (polarity) {
            case PRESENT -> "+";
            case ABSENT -> "-";
            case UNCERTAIN -> "?";
        };
    }
}
