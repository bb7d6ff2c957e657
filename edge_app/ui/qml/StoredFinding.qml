import QtQuick

// What was found on a stored image. Values of `stored_rows.image_row`; nothing while there is no image.
Column {
    id: finding
    required property var row
    required property Theme theme
    property bool brief: false // below an image that is compared with another
    property real room: Infinity // how high it may be; a long note is cut off there
    readonly property bool known: row.label !== undefined
    readonly property bool judged: known && row.probability >= 0
    spacing: (room < 240 * theme.unit ? 2 : 4) * theme.unit

    Labels { id: labels }
    GuardReasons { id: reasons }
    Dates { id: dates }
    CaliperTexts { id: texts; theme: finding.theme }
    FontMetrics { id: metrics; font.pixelSize: finding.theme.small }

    component Line: Text {
        width: finding.width
        wrapMode: Text.Wrap
        font.pixelSize: finding.theme.small
        color: finding.theme.faint
        textFormat: Text.PlainText
    }

    Row {
        visible: finding.known
        width: parent.width
        spacing: 6 * finding.theme.unit

        LabelMark {
            id: mark
            anchors.verticalCenter: parent.verticalCenter
            size: 20 * finding.theme.unit
            label: finding.known ? finding.row.label : ""
            color: finding.theme.labelColour(label)
        }

        Text {
            objectName: "label"
            width: parent.width - mark.width - parent.spacing
            wrapMode: Text.Wrap
            font { pixelSize: finding.brief ? finding.theme.body : 20 * finding.theme.unit; bold: true }
            color: finding.theme.labelColour(mark.label)
            textFormat: Text.PlainText
            text: labels.answer(mark.label) + (finding.brief && finding.judged ? " " + probability.value : "")
        }
    }

    Line {
        visible: finding.known && finding.row.label === "not judged"
        text: visible ? reasons.title(finding.row.guard) : ""
    }

    Line {
        objectName: "otherMuscle"
        visible: finding.known && finding.row.label === "not made for this muscle"
        text: labels.otherMuscle
    }

    Line {
        visible: finding.known && finding.row.reason !== ""
        text: visible ? labels.reason(finding.row.reason) : ""
    }

    Line {
        id: probability
        readonly property string value: !finding.judged ? "" : finding.row.isScore ? finding.theme.localised(finding.row.probability.toFixed(2))
                                                                                   : qsTr("%1 %").arg(Math.round(100 * finding.row.probability)).replace(" ", "\u00a0")
        visible: finding.judged && !finding.brief
        color: finding.theme.text
        font.pixelSize: finding.theme.body
        text: !finding.judged ? "" : (finding.row.isScore ? qsTr("Research score, 0 to 1: %1") : qsTr("Probability of abnormality: %1")).arg(value)
    }

    Line {
        objectName: "class"
        visible: finding.known && finding.row.called !== ""
        color: finding.theme.text
        font.pixelSize: finding.brief ? finding.theme.small : finding.theme.body
        text: visible ? qsTr("%1: %2 %").arg(finding.row.called).arg(Math.round(100 * finding.row.calledProbability)) : ""
    }

    Line {
        visible: finding.known
        color: finding.theme.text
        font.pixelSize: finding.brief ? finding.theme.small : finding.theme.body
        text: !finding.known ? "" : finding.brief ? qsTr("%1, echo intensity %2").arg(dates.dateTime(finding.row.taken)).arg(Math.round(finding.row.echo))
                                                  : qsTr("Echo intensity: %1 of 255").arg(Math.round(finding.row.echo))
    }

    Line {
        objectName: "calipers"
        readonly property var rows: finding.known ? finding.row.calipers : []
        visible: rows.length > 0
        color: finding.theme.text
        font.pixelSize: finding.brief ? finding.theme.small : finding.theme.body
        text: rows.map((row, index) => (rows.length > 1 ? (index + 1) + ": " : "") + texts.kind(row) + ": " + texts.measured(row)).join(finding.brief ? "; " : "\n")
    }

    Line {
        objectName: "imageNote"
        visible: finding.known && finding.row.note !== "" && !finding.brief
        readonly property real below: [origin, bundle].reduce((sum, one) => sum + (one.visible ? one.height + finding.spacing : 0), 0)
        maximumLineCount: Math.max(1, Math.min(6, Math.floor((finding.room - y - below) / metrics.lineSpacing)))
        elide: Text.ElideRight
        text: visible ? qsTr("Note: %1").arg(finding.row.note) : ""
    }

    Line {
        id: origin
        objectName: "origin"
        visible: finding.known && finding.row.origin !== "probe"
        color: finding.theme.warning
        text: finding.known && finding.row.origin === "simulated" ? qsTr("Simulated image") : qsTr("From a recording")
    }

    Line {
        id: bundle
        objectName: "bundle"
        visible: finding.known && !finding.brief
        elide: Text.ElideMiddle
        text: finding.known ? finding.row.model : ""
    }
}
