package hilum.synthetic;

/**
 * Why a patient of the synthetic hospital was sent: it decides which findings tend to come
 * together.
 */
enum Scenario {
    WELL(
            60,
            "(routine|preoperative|pre-employment|annual) (evaluation|examination|chest radiograph)|(chest pain|cough|dyspnea|fever|positive PPD|dizziness|palpitations)(, rule out acute process|)"),
    HEART_FAILURE(
            11,
            "(shortness of breath|dyspnea|orthopnea|leg swelling)(, history of congestive heart failure|, evaluate for edema|)"),
    PNEUMONIA(
            14,
            "(fever and cough|productive cough|cough for (three|five|seven) days|leukocytosis|hypoxia)(, evaluate for pneumonia|, rule out infiltrate|)"),
    TRAUMA(
            7,
            "(fall from (ladder|standing)|motor vehicle collision|blunt chest trauma|assault)(, chest wall pain|)"),
    AIRWAYS(6, "(COPD exacerbation|wheezing|emphysema, worsening dyspnea|long smoking history)"),
    SURGERY(
            7,
            "(status post (CABG|valve replacement|sternotomy)|postoperative day (one|two|four)|after cardiac surgery)"),
    INTENSIVE_CARE(
            8,
            "(respiratory failure|septic shock|intubated|line placement|altered mental status, intubated)"),
    LESION(
            4,
            "(weight loss|hemoptysis|history of (melanoma|colon cancer|breast cancer)|abnormal outside radiograph)"),
    CHRONIC_HEART(3, "(hypertension|atrial fibrillation|syncope|pacemaker check)");

    final int weight;
    final String indication;

    Scenario(int weight, String indication) {
        this.weight = weight;
        this.indication = indication;
    }
}
