import QtQuick

// 0 to 100 %: the needle is the probability, the light band its spread (live: the middle 80 % of the last second), the notch the
// bundle's decision threshold, the grey part the probabilities that get no label.
Item {
    id: gauge
    required property Theme theme
    required property real probability
    required property real low
    required property real high
    required property real threshold
    property real bandLow: -1 // -1: the bundle has no band
    property real bandHigh: -1
    readonly property bool inBand: bandLow >= 0 && probability >= bandLow && probability < bandHigh
    height: 29 * theme.unit

    Rectangle {
        id: track
        y: 6 * gauge.theme.unit
        width: parent.width
        height: 18 * gauge.theme.unit
        color: gauge.theme.raised

        Rectangle {
            width: gauge.threshold * parent.width
            height: parent.height
            color: gauge.theme.normal
            opacity: 0.3
        }

        Rectangle {
            x: gauge.threshold * parent.width
            width: parent.width - x
            height: parent.height
            color: gauge.theme.abnormal
            opacity: 0.3
        }

        Rectangle {
            objectName: "band"
            visible: gauge.bandLow >= 0
            x: gauge.bandLow * parent.width
            width: (gauge.bandHigh - gauge.bandLow) * parent.width
            height: parent.height
            color: gauge.theme.line
        }

        Rectangle {
            visible: gauge.low >= 0
            x: gauge.low * parent.width
            width: Math.max(2, (gauge.high - gauge.low) * parent.width)
            height: parent.height
            color: gauge.inBand ? gauge.theme.faint : gauge.probability >= gauge.threshold ? gauge.theme.abnormal : gauge.theme.normal
            opacity: 0.75
        }

        Rectangle {
            x: gauge.threshold * parent.width - width / 2
            width: Math.max(1, 2 * gauge.theme.unit)
            height: parent.height
            color: gauge.theme.ground
        }

        Rectangle {
            objectName: "needle"
            x: gauge.probability * (parent.width - width)
            y: -6 * gauge.theme.unit
            width: 5 * gauge.theme.unit
            height: parent.height + 12 * gauge.theme.unit
            radius: width / 2
            color: gauge.theme.text
        }
    }
}
