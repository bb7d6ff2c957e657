import QtQuick

// The network's live finding: label as word, shape and colour; the calibrated probability and its spread; the echo intensity.
Column {
    id: finding
    required property var live
    property var exam: null
    required property Theme theme
    readonly property bool indeterminate: live.label === "indeterminate"
    readonly property bool judged: live.permission === "label"
    readonly property bool called: judged && !indeterminate
    readonly property color colour: theme.labelColour(live.label)
    spacing: 2 * theme.unit

    GuardReasons { id: reasons }

    function percent(p: real): string { return Math.round(100 * p).toString() }

    Row {
        spacing: 10 * finding.theme.unit

        LabelMark {
            anchors.verticalCenter: parent.verticalCenter
            size: 24 * finding.theme.unit
            label: finding.live.label
            color: finding.colour
        }

        Text {
            objectName: "label"
            width: Math.min(implicitWidth, finding.width - x)
            font { pixelSize: finding.theme.large; bold: true }
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: finding.theme.body
            color: finding.colour
            textFormat: Text.PlainText
            text: {
                switch (finding.live.label) {
                case "normal": return qsTr("Normal")
                case "abnormal": return qsTr("Abnormal")
                case "indeterminate": return qsTr("Indeterminate")
                case "not judged": return qsTr("Not judged")
                case "not validated on this device": return qsTr("Not validated")
                case "not made for this muscle": return qsTr("No finding")
                default: return qsTr("No finding")
                }
            }
        }
    }

    Text {
        objectName: "reason"
        visible: finding.live.label === "not judged"
        width: parent.width
        wrapMode: Text.Wrap
        font.pixelSize: finding.theme.body
        color: finding.theme.text
        textFormat: Text.PlainText
        text: reasons.sentence(finding.live.guard)
    }

    Text {
        objectName: "otherMuscle"
        visible: finding.live.label === "not made for this muscle"
        width: parent.width
        wrapMode: Text.Wrap
        font.pixelSize: finding.theme.body
        color: finding.theme.text
        textFormat: Text.PlainText
        text: qsTr("The model was not made for this muscle. Images of it are kept without a finding.")
    }

    Text {
        objectName: "indeterminate"
        visible: finding.indeterminate
        width: parent.width
        wrapMode: Text.Wrap
        font.pixelSize: finding.theme.small
        color: finding.theme.text
        textFormat: Text.PlainText
        text: finding.live.reason === "views disagree" ? qsTr("Judged the opposite when mirrored or slightly moved.")
            : qsTr("Too close to the threshold for a label.")
    }

    Text {
        objectName: "notValidated"
        visible: finding.live.permission === "score" || finding.live.permission === "nothing"
        width: parent.width
        wrapMode: Text.Wrap
        font.pixelSize: finding.theme.body
        color: finding.theme.text
        textFormat: Text.PlainText
        text: qsTr("Not validated on this device: there is no result.")
    }

    Item {
        visible: finding.live.permission === "score"
        width: parent.width
        height: researchScore.height

        Text {
            anchors.baseline: researchScore.baseline
            font.pixelSize: finding.theme.body
            color: finding.theme.faint
            textFormat: Text.PlainText
            text: qsTr("Score, 0 to 1")
        }

        Text {
            id: researchScore
            objectName: "researchScore"
            anchors.right: parent.right
            font { pixelSize: 20 * finding.theme.unit; bold: true }
            color: finding.theme.text
            textFormat: Text.PlainText
            text: finding.theme.localised(Math.max(0, finding.live.probability).toFixed(2))
        }
    }

    Text {
        objectName: "meaning"
        visible: finding.judged
        width: parent.width
        wrapMode: Text.Wrap
        font.pixelSize: finding.theme.small
        color: finding.theme.faint
        textFormat: Text.PlainText
        text: finding.called ? !finding.theme.roomy ? qsTr("Probability of abnormality")
                             : finding.live.simulatedTraining ? qsTr("Probability of abnormality, calibrated on simulated images")
                                                              : qsTr("Probability of abnormality, calibrated on validation images")
            : qsTr("Probability of abnormality\n%1 %, no label: %2–%3 %").arg(finding.percent(finding.live.probability))
                .arg(finding.percent(finding.live.bandLow)).arg(finding.percent(finding.live.bandHigh))
    }

    Item {
        visible: finding.called
        width: parent.width
        height: 45 * finding.theme.unit // the height of the digits; the line height would be twice that

        Text {
            id: percentage
            objectName: "probability"
            anchors.verticalCenter: parent.verticalCenter
            font { pixelSize: finding.theme.huge; bold: true }
            color: finding.theme.text
            textFormat: Text.PlainText
            text: finding.percent(finding.live.probability)
        }

        Text {
            id: percentSign
            anchors { left: percentage.right; leftMargin: 6 * finding.theme.unit; baseline: percentage.baseline }
            font.pixelSize: finding.theme.large
            color: finding.theme.text
            textFormat: Text.PlainText
            text: "%"
        }

        Text {
            // Beside the number: a line of its own would push the echo intensity off a screen of 800 x 480.
            objectName: "class"
            visible: finding.live.called !== ""
            anchors { left: percentSign.right; leftMargin: 10 * finding.theme.unit; right: parent.right; verticalCenter: parent.verticalCenter }
            horizontalAlignment: Text.AlignRight
            wrapMode: Text.Wrap
            maximumLineCount: 2
            fontSizeMode: Text.Fit
            minimumPixelSize: finding.theme.small
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            font { pixelSize: finding.theme.body; bold: true }
            color: finding.theme.text
            textFormat: Text.PlainText
            text: visible ? finding.live.called + "\n" + finding.percent(finding.live.calledProbability) + " %" : ""
        }
    }

    Gauge {
        visible: finding.judged
        width: parent.width
        theme: finding.theme
        probability: finding.live.probability
        low: finding.live.low
        high: finding.live.high
        threshold: finding.live.threshold
        bandLow: finding.live.bandLow
        bandHigh: finding.live.bandHigh
    }

    Text {
        objectName: "spread"
        visible: finding.judged && finding.live.low >= 0
        font.pixelSize: finding.theme.small
        color: finding.live.unsteady ? finding.theme.warning : finding.theme.faint
        textFormat: Text.PlainText
        readonly property string low: finding.percent(finding.live.low)
        readonly property string high: finding.percent(finding.live.high)
        text: !finding.live.unsteady && low === high ? qsTr("Steady for 1 s")
            : (finding.live.unsteady ? qsTr("Unstable: %1–%2 % in 1 s") : qsTr("%1–%2 % in 1 s")).arg(low).arg(high)
    }

    Item {
        visible: finding.live.echoIntensity >= 0
        width: parent.width
        height: echo.height

        Text {
            anchors.baseline: echo.baseline
            font.pixelSize: finding.theme.small
            color: finding.theme.faint
            textFormat: Text.PlainText
            text: qsTr("Echo intensity")
        }

        Text {
            id: echo
            objectName: "echo"
            anchors { right: score.left; rightMargin: score.text === "" ? 0 : 6 * finding.theme.unit }
            font { pixelSize: finding.theme.body; bold: true }
            color: finding.theme.text
            textFormat: Text.PlainText
            text: finding.live.echoIntensity.toFixed(0)
        }

        Text {
            id: score
            objectName: "score"
            anchors { right: parent.right; baseline: echo.baseline }
            font.pixelSize: finding.theme.body
            color: finding.exam && finding.exam.disagree ? finding.theme.warning : finding.theme.text
            textFormat: Text.PlainText
            // Withheld if too little is known about the device, the muscle or the patient.
            text: finding.exam && finding.exam.scored
                  ? qsTr("z %1").arg((finding.exam.zScore < 0 ? "−" : "+") + finding.theme.localised(Math.abs(finding.exam.zScore).toFixed(1))) : ""
        }
    }
}
